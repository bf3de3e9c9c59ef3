import json, sys
from joserfc import jwe, jwk
key = jwk.ECKey.import_key(json.load(open(sys.argv[1], encoding="utf-8")))
opened = jwe.decrypt_compact(open(sys.argv[2]).read().strip(), key, algorithms=["ECDH-ES", "A256GCM"])
if "zip" in opened.protected: sys.exit("it is packed")
sys.stdout.buffer.write(opened.plaintext)
