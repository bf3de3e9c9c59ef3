import base64, hashlib, json, sys, jwt
base64url = lambda data: base64.urlsafe_b64encode(data).decode().rstrip("=")
written = lambda tree: json.dumps(tree, separators=(",", ":")).encode()
file = json.load(open(sys.argv[1], encoding="utf-8"))
given = json.loads(base64.urlsafe_b64decode(file["protected"] + "=="))["jwk"]
jwk = {"crv": "P-256", "kty": "EC", "x": given["x"], "y": given["y"]}
header = {"alg": "ES256", "jwk": jwk, "kid": base64url(hashlib.sha256(written(jwk)).digest()), "typ": "sealform-submission+jws"}
if "header" in file or file["protected"] != base64url(written(header)): sys.exit("not a submission")
payload = jwt.PyJWS().decode("{protected}.{payload}.{signature}".format(**file), jwt.PyJWK(jwk, "ES256"), algorithms=["ES256"])
print(json.loads(payload)["jti"], "ok, sealed by", header["kid"])
