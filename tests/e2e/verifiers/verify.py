import json, sys
import jwt

file = json.load(open(sys.argv[1], encoding="utf-8"))
token = ".".join([file["protected"], file["payload"], file["signature"]])
header = jwt.get_unverified_header(token)
payload = jwt.PyJWS().decode(token, jwt.PyJWK(header["jwk"]), algorithms=["ES256"])
if header["typ"] != "sealform-submission+jws": sys.exit(f"not a submission: {header['typ']}")
print(json.loads(payload)["jti"], "ok")
