import base64, hashlib, json, sys
import jwt

def base64url(data): return base64.urlsafe_b64encode(data).decode().rstrip("=")
def written(tree): return json.dumps(tree, separators=(",", ":")).encode()

file = json.load(open(sys.argv[1], encoding="utf-8"))
given = json.loads(base64.urlsafe_b64decode(file["protected"] + "=="))["jwk"]
jwk = {"crv": "P-256", "kty": "EC", "x": given["x"], "y": given["y"]}
kid = base64url(hashlib.sha256(written(jwk)).digest())
header = written({"alg": "ES256", "jwk": jwk, "kid": kid, "typ": "sealform-submission+jws"})
if "header" in file or file["protected"] != base64url(header): sys.exit("not a submission")
token = ".".join([file["protected"], file["payload"], file["signature"]])
payload = jwt.PyJWS().decode(token, jwt.PyJWK(jwk, "ES256"), algorithms=["ES256"])
print(json.loads(payload)["jti"], "ok, sealed by", kid)
