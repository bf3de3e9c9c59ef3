package main; import ("crypto"; "encoding/base64"; "encoding/json"; "fmt"; "os"; "gopkg.in/square/go-jose.v2")
func must[T any](value T, err error) T { if err != nil { fmt.Fprintln(os.Stderr, err); os.Exit(1) }; return value }
func main() {
	var file struct { Payload, Protected, Signature string; Header any; Claims struct { JTI string }; Given struct { JWK struct { X, Y string } } }
	must(0, json.Unmarshal(must(os.ReadFile(os.Args[1])), &file)); must(0, json.Unmarshal(must(base64.RawURLEncoding.DecodeString(file.Protected)), &file.Given))
	point := fmt.Sprintf(`{"crv":"P-256","kty":"EC","x":"%s","y":"%s"}`, file.Given.JWK.X, file.Given.JWK.Y); var jwk jose.JSONWebKey; must(0, jwk.UnmarshalJSON([]byte(point)))
	kid := base64.RawURLEncoding.EncodeToString(must(jwk.Thumbprint(crypto.SHA256)))
	header := fmt.Sprintf(`{"alg":"ES256","jwk":%s,"kid":"%s","typ":"sealform-submission+jws"}`, point, kid)
	if file.Header != nil || file.Protected != base64.RawURLEncoding.EncodeToString([]byte(header)) { must(0, fmt.Errorf("not a submission")) }
	token := must(jose.ParseSigned(file.Protected + "." + file.Payload + "." + file.Signature)); must(0, json.Unmarshal(must(token.Verify(jwk)), &file.Claims)); fmt.Println(file.Claims.JTI, "ok, sealed by", kid) }
