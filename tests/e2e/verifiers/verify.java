import java.math.BigInteger; import java.nio.file.*; import java.util.Base64; import java.util.regex.*;
import java.security.*; import java.security.spec.*;
import static java.nio.charset.StandardCharsets.UTF_8;
class Verify {
    static final String FILE = "\\{\"payload\":\"([\\w-]+)\",\"protected\":\"([\\w-]+)\"(?:,\"readable_unverified\":\\{.*})?,\"signature\":\"([\\w-]{86})\"}";
    static final String JWK = "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}";
    static final String HEADER = "{\"alg\":\"ES256\",\"jwk\":%s,\"kid\":\"%s\",\"typ\":\"sealform-submission+jws\"}";
    public static void main(String[] arguments) throws Exception {
        Matcher file = match(FILE, Files.readString(Path.of(arguments[0])));
        String header = new String(bytes(file.group(2)), UTF_8);
        Matcher given = match(".*\"x\":\"([\\w-]{43})\",\"y\":\"([\\w-]{43})\".*", header);
        String jwk = JWK.formatted(given.group(1), given.group(2));
        byte[] thumbprint = MessageDigest.getInstance("SHA-256").digest(jwk.getBytes(UTF_8));
        String kid = Base64.getUrlEncoder().withoutPadding().encodeToString(thumbprint);
        if (!header.equals(HEADER.formatted(jwk, kid))) throw new SecurityException("not a submission");
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC"); curve.init(new ECGenParameterSpec("secp256r1"));
        ECPoint point = new ECPoint(new BigInteger(1, bytes(given.group(1))), new BigInteger(1, bytes(given.group(2))));
        Signature check = Signature.getInstance("SHA256withECDSAinP1363Format");
        check.initVerify(KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, curve.getParameterSpec(ECParameterSpec.class))));
        check.update((file.group(2) + "." + file.group(1)).getBytes(UTF_8));
        if (!check.verify(bytes(file.group(3)))) throw new SecurityException("the signature is wrong");
        System.out.println("ok, sealed by " + kid);
        System.out.writeBytes(bytes(file.group(1)));
    }
    static byte[] bytes(String text) { return Base64.getUrlDecoder().decode(text); }
    static Matcher match(String pattern, String text) {
        Matcher found = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        if (found.matches()) return found; else throw new SecurityException("not a submission");
    }
}
