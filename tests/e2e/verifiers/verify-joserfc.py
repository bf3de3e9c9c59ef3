import json, sys
from joserfc import jwk, jws, util
file = json.load(open(sys.argv[1], encoding="utf-8"))
given = json.loads(util.urlsafe_b64decode(file["protected"].encode()))["jwk"]
key = jwk.ECKey.import_key({"crv": "P-256", "kty": "EC", "x": given["x"], "y": given["y"]})
public = {name: key.as_dict(private=False)[name] for name in ("crv", "kty", "x", "y")}
header = util.json_b64encode({"alg": "ES256", "jwk": public, "kid": key.thumbprint(), "typ": "sealform-submission+jws"})
if "header" in file or file["protected"] != header.decode(): sys.exit("not a submission")
sealed = jws.deserialize_compact("{protected}.{payload}.{signature}".format(**file), key, algorithms=["ES256"])
print(json.loads(sealed.payload)["jti"], "ok, sealed by", key.thumbprint())
