<?php
// JOSE with P-256, as far as a service needs it, on PHP's own openssl (RFC 7515, RFC 7517, RFC 7518).
// With Composer, firebase/php-jwt can stand in the place of this file.

declare(strict_types=1);

const P256_PREFIX = "\x30\x59\x30\x13\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x03\x42\x00\x04";

function b64url(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function unb64url(string $text): string
{
    $bytes = base64_decode(strtr($text, '-_', '+/'), true);
    return $bytes === false ? throw new RuntimeException('not base64url') : $bytes;
}

/** A new private key, PEM. */
function newKey(): string
{
    $key = openssl_pkey_new(['private_key_type' => OPENSSL_KEYTYPE_EC, 'curve_name' => 'prime256v1']);
    openssl_pkey_export($key, $pem);
    return $pem;
}

/** The public half of a key, without kid: what a proof of DPoP shows. */
function publicJwk(string $pem): array
{
    $ec = openssl_pkey_get_details(openssl_pkey_get_private($pem))['ec'];
    [$x, $y] = array_map(fn($n) => b64url(str_pad($n, 32, "\0", STR_PAD_LEFT)), [$ec['x'], $ec['y']]);
    return ['kty' => 'EC', 'crv' => 'P-256', 'x' => $x, 'y' => $y];
}

/** RFC 7638: the identifier of a key. */
function thumbprint(array $jwk): string
{
    $members = ['crv' => $jwk['crv'], 'kty' => $jwk['kty'], 'x' => $jwk['x'], 'y' => $jwk['y']];
    return b64url(hash('sha256', json_encode($members, JSON_UNESCAPED_SLASHES), true));
}

function sign(string $pem, array $header, array $claims): string
{
    $encode = fn($part) => b64url(json_encode($part, JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR));
    $input = $encode(['alg' => 'ES256', ...$header]) . '.' . $encode($claims);
    openssl_sign($input, $der, $pem, OPENSSL_ALGO_SHA256);
    return $input . '.' . b64url(rawSignature($der));
}

/** The claims of a JWS that one of the keys has signed with ES256; any other one is refused. */
function verify(string $jws, array $keys): array
{
    $parts = explode('.', $jws);
    if (count($parts) !== 3) {
        throw new RuntimeException('not a JWS');
    }
    $header = json_decode(unb64url($parts[0]), true, 4, JSON_THROW_ON_ERROR);
    // The key decides about the algorithm, never the header.
    $fitting = array_filter($keys, fn($key) => ($key['kid'] ?? null) === ($header['kid'] ?? '')
        && $key['kty'] === 'EC' && $key['crv'] === 'P-256' && $header['alg'] === 'ES256');
    if (count($fitting) !== 1) {
        throw new RuntimeException('no key fits');
    }
    $key = reset($fitting);
    $der = P256_PREFIX . unb64url($key['x']) . unb64url($key['y']);
    $pem = "-----BEGIN PUBLIC KEY-----\n" . chunk_split(base64_encode($der), 64) . "-----END PUBLIC KEY-----\n";
    $signature = derSignature(unb64url($parts[2]));
    if (openssl_verify("$parts[0].$parts[1]", $signature, $pem, OPENSSL_ALGO_SHA256) !== 1) {
        throw new RuntimeException('the signature is wrong');
    }
    return json_decode(unb64url($parts[1]), true, 16, JSON_THROW_ON_ERROR);
}

/** RFC 7518, section 3.4: r and s, 32 bytes each, from the DER that openssl makes. */
function rawSignature(string $der): string
{
    $raw = '';
    for ($offset = 2; strlen($raw) < 64; $offset += 2 + $length) {
        $length = ord($der[$offset + 1]);
        $number = ltrim(substr($der, $offset + 2, $length), "\0");
        $raw .= str_pad($number, 32, "\0", STR_PAD_LEFT);
    }
    return $raw;
}

function derSignature(string $raw): string
{
    if (strlen($raw) !== 64) {
        throw new RuntimeException('not r and s at full length');
    }
    $der = '';
    foreach (str_split($raw, 32) as $number) {
        $number = ltrim($number, "\0");
        $number = $number === '' || ord($number[0]) > 127 ? "\0" . $number : $number;
        $der .= "\x02" . chr(strlen($number)) . $number;
    }
    return "\x30" . chr(strlen($der)) . $der;
}
