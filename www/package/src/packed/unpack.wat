;; Puts a Wasm module together again whose code was sorted by kind (`scripts/pack.mjs`), and is in the memory of this one: every
;; packed module brings what unpacks it. It is Wasm because a script that runs once is interpreted, which takes five times as long.
;;
;; In memory, with addresses that `scripts/pack.mjs` knows as well:
;;      0  where the next byte of each stream is, in four bytes; a stream is called by this address
;;     64  how many functions there are
;;     68  where the module begins that is put together; what comes before its code is there
;;     72  where its code begins
;;     76  where the bytes are that follow its code
;;     80  how many those are
;;    128  of each opcode, the stream of its first operand; 255 is none
;;    384  of each opcode, the stream of its second operand
;;    640  the natural alignments of loads and stores
;;    672  how many operands follow a second opcode
(module
  (memory (export "memory") 1)
  ;; Where the next byte of the module goes.
  (global $to (mut i32) (i32.const 0))

  (func $put (param $byte i32)
    (i32.store8 (global.get $to) (local.get $byte))
    (global.set $to (i32.add (global.get $to) (i32.const 1))))

  (func $next (param $stream i32) (result i32)
    (local $at i32)
    (local.set $at (i32.load (local.get $stream)))
    (i32.store (local.get $stream) (i32.add (local.get $at) (i32.const 1)))
    (i32.load8_u (local.get $at)))

  ;; Moves so many bytes.
  (func $bytes (param $stream i32) (param $left i32)
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $left)))
        (call $put (call $next (local.get $stream)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $again))))

  ;; Moves a number in LEB128, and says its lower 32 bits.
  (func $number (param $stream i32) (result i32)
    (local $byte i32)
    (local $shift i32)
    (local $value i32)
    (loop $again
      (call $put (local.tee $byte (call $next (local.get $stream))))
      (local.set $value
        (i32.or
          (local.get $value)
          (i32.shl (i32.and (local.get $byte) (i32.const 127)) (local.get $shift))))
      (local.set $shift (i32.add (local.get $shift) (i32.const 7)))
      (br_if $again (i32.gt_u (local.get $byte) (i32.const 127))))
    (local.get $value))

  ;; Moves so many numbers.
  (func $numbers (param $stream i32) (param $left i32)
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $left)))
        (drop (call $number (local.get $stream)))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $again))))

  ;; Writes a number in LEB128.
  (func $write (param $value i32)
    (block $done
      (loop $again
        (br_if $done (i32.lt_u (local.get $value) (i32.const 128)))
        (call $put (i32.or (local.get $value) (i32.const 128)))
        (local.set $value (i32.shr_u (local.get $value) (i32.const 7)))
        (br $again)))
    (call $put (local.get $value)))

  ;; Leaves room for a length, and says where what follows begins.
  (func $open (result i32)
    (global.set $to (i32.add (global.get $to) (i32.const 5)))
    (global.get $to))

  ;; Writes the length of what was written since, and moves that to it.
  (func $close (param $from i32)
    (local $length i32)
    (local.set $length (i32.sub (global.get $to) (local.get $from)))
    (global.set $to (i32.sub (local.get $from) (i32.const 5)))
    (call $write (local.get $length))
    (memory.copy (global.get $to) (local.get $from) (local.get $length))
    (global.set $to (i32.add (global.get $to) (local.get $length))))

  ;; Moves an opcode, and says what stood for it in the stream.
  (func $opcode (result i32)
    (local $op i32)
    (local.set $op (call $next (i32.const 4)))
    (if (i32.lt_u (i32.sub (local.get $op) (i32.const 0xd8)) (i32.const 23))
      (then
        ;; A load or store that is aligned as its type asks.
        (call $put (i32.sub (local.get $op) (i32.const 0xb0)))
        (call $put (i32.load8_u offset=640 (i32.sub (local.get $op) (i32.const 0xd8)))))
      (else
        ;; `i32.const` has two streams.
        (call $put (select (i32.const 0x41) (local.get $op) (i32.eq (local.get $op) (i32.const 0xf0))))))
    (local.get $op))

  ;; Moves the operands of an instruction.
  (func $operands (param $op i32)
    (local $stream i32)
    (if (i32.ne (local.tee $stream (i32.load8_u offset=128 (local.get $op))) (i32.const 255))
      (then
        (drop (call $number (local.get $stream)))
        (if (i32.ne (local.tee $stream (i32.load8_u offset=384 (local.get $op))) (i32.const 255))
          (then (drop (call $number (local.get $stream)))))
        (return)))
    (if (i32.eq (local.get $op) (i32.const 0x0e)) ;; br_table
      (then
        (call $numbers (i32.const 16) (i32.add (call $number (i32.const 16)) (i32.const 1)))))
    (if (i32.eq (local.get $op) (i32.const 0x1c)) ;; select with types
      (then (call $numbers (i32.const 4) (call $number (i32.const 4)))))
    (if (i32.eq (local.get $op) (i32.const 0x43)) ;; f32.const
      (then (call $bytes (i32.const 4) (i32.const 4))))
    (if (i32.eq (local.get $op) (i32.const 0x44)) ;; f64.const
      (then (call $bytes (i32.const 4) (i32.const 8))))
    (if (i32.eq (local.get $op) (i32.const 0xfc)) ;; a second opcode follows
      (then (call $numbers (i32.const 4) (i32.load8_u offset=672 (call $number (i32.const 4)))))))

  ;; Moves a function: its declarations of locals, and its instructions up to the `end` of its own.
  (func $function
    (local $depth i32)
    (local $op i32)
    (call $numbers (i32.const 0) (i32.shl (call $number (i32.const 0)) (i32.const 1)))
    (local.set $depth (i32.const 1))
    (loop $again
      (local.set $op (call $opcode))
      (if (i32.eq (local.get $op) (i32.const 0x0b)) ;; end
        (then (local.set $depth (i32.sub (local.get $depth) (i32.const 1)))))
      (if (i32.lt_u (i32.sub (local.get $op) (i32.const 0x02)) (i32.const 3)) ;; block, loop, if
        (then (local.set $depth (i32.add (local.get $depth) (i32.const 1)))))
      (call $operands (local.get $op))
      (br_if $again (local.get $depth))))

  ;; Says where the module is, and how many bytes it has.
  (func (export "unpack") (result i32 i32)
    (local $code i32)
    (local $function i32)
    (local $left i32)
    (global.set $to (i32.load offset=72 (i32.const 0)))
    (local.set $code (call $open))
    (call $write (local.tee $left (i32.load offset=64 (i32.const 0))))
    (block $done
      (loop $again
        (br_if $done (i32.eqz (local.get $left)))
        (local.set $function (call $open))
        (call $function)
        (call $close (local.get $function))
        (local.set $left (i32.sub (local.get $left) (i32.const 1)))
        (br $again)))
    (call $close (local.get $code))
    (memory.copy
      (global.get $to)
      (i32.load offset=76 (i32.const 0))
      (i32.load offset=80 (i32.const 0)))
    (i32.load offset=68 (i32.const 0))
    (i32.sub
      (i32.add (global.get $to) (i32.load offset=80 (i32.const 0)))
      (i32.load offset=68 (i32.const 0)))))
