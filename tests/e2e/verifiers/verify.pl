use v5.30; use warnings; use Crypt::JWT "decode_jwt"; use Crypt::PK::ECC; use Digest::SHA "sha256"; use JSON::PP; use MIME::Base64 "encode_base64url", "decode_base64url";
open my $in, "<:raw", $ARGV[0] or die $!; my $file = decode_json(join "", <$in>);
my ($json, $given) = (JSON::PP->new->canonical, decode_json(decode_base64url($file->{protected}))->{jwk});
my $jwk = { crv => "P-256", kty => "EC", x => $given->{x}, y => $given->{y} };
my $kid = encode_base64url(sha256($json->encode($jwk)));
my $header = $json->encode({ alg => "ES256", jwk => $jwk, kid => $kid, typ => "sealform-submission+jws" });
die "not a submission\n" if exists $file->{header} || $file->{protected} ne encode_base64url($header);
my $payload = decode_jwt(token => join(".", @$file{qw(protected payload signature)}), key => Crypt::PK::ECC->new($jwk), accepted_alg => "ES256");
say "$payload->{jti} ok, sealed by $kid";
