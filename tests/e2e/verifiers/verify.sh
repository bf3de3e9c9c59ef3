#!/bin/bash
set -euo pipefail
given=$(jq -j .protected "$1" | jose b64 dec -i -)
jwk=$(jq -cS '.jwk | {crv: "P-256", kty: "EC", x, y}' <<< "$given")
kid=$(jose jwk thp -a S256 -i - <<< "$jwk")
header=$(jq -cjS '{alg: "ES256", jwk: ., kid: $kid, typ: "sealform-submission+jws"}' --arg kid "$kid" <<< "$jwk" | jose b64 enc -I -)
jq -e --arg header "$header" '(has("header") | not) and .protected == $header' "$1" > /dev/null
jti=$(jq '{payload, protected, signature}' "$1" | jose jws ver -i - -k <(echo "$jwk") -O - | jq -er .jti)
echo "$jti ok, sealed by $kid"
