require "json"; require "jwt"
file = JSON.parse(File.read(ARGV[0], encoding: "utf-8"))
given = JSON.parse(JWT::Base64.url_decode(file["protected"]))["jwk"]
jwk = { crv: "P-256", kty: "EC", x: given["x"], y: given["y"] }
kid = JWT::Base64.url_encode(OpenSSL::Digest::SHA256.digest(jwk.to_json))
header = { alg: "ES256", jwk: jwk, kid: kid, typ: "sealform-submission+jws" }.to_json
abort "not a submission" if file.key?("header") || file["protected"] != JWT::Base64.url_encode(header)
key = JWT::JWK.import(jwk).keypair
payload, = JWT.decode(file.values_at("protected", "payload", "signature").join("."), key, true, algorithms: ["ES256"])
puts "#{payload["jti"]} ok, sealed by #{kid}"
