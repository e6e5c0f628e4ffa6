<?php
// A public service that asks Thiqa who a citizen is, with nothing but PHP's own curl and openssl.
// PHP_CLI_SERVER_WORKERS=4 php -S 127.0.0.1:9000 service.php, then open http://127.0.0.1:9000/
// Settings: ISSUER, CLIENT_ID, PORT, LOGIN_HINT, KEY_FILE.

declare(strict_types=1);

require __DIR__ . '/jose.php';

define('ISSUER', getenv('ISSUER') ?: 'http://localhost:8400');
define('CLIENT_ID', getenv('CLIENT_ID') ?: 'town-hall');
define('LOGIN_HINT', getenv('LOGIN_HINT') ?: null); // for automatic tests: specimen:adult
define('ORIGIN', 'http://127.0.0.1:' . (getenv('PORT') ?: '9000'));
define('KEY_FILE', getenv('KEY_FILE') ?: sys_get_temp_dir() . '/town-hall.pem');

// [discovery]
/** What the provider says about itself; another issuer than the one that we know is refused. */
function provider(): array
{
    $metadata = json(request('GET', ISSUER . '/.well-known/openid-configuration'));
    if ($metadata['issuer'] !== ISSUER) {
        throw new RuntimeException('another issuer');
    }
    return $metadata;
}

/** Proof of who we are: aud is the issuer, each jti works once. */
function clientAssertion(): array
{
    $now = time();
    $claims = ['iss' => CLIENT_ID, 'sub' => CLIENT_ID, 'aud' => ISSUER, 'jti' => random(), 'iat' => $now, 'exp' => $now + 60];
    return [
        'client_id' => CLIENT_ID,
        'client_assertion_type' => 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        'client_assertion' => sign(ownKey(), ['kid' => thumbprint(publicJwk(ownKey()))], $claims),
    ];
}
// [/discovery]

// [push]
/** Push a request; return where the browser goes. What the answer is checked against is kept. */
function ask(): string
{
    $provider = provider();
    $_SESSION = ['state' => random(), 'nonce' => random(), 'verifier' => random(), 'dpop' => newKey()];
    $form = array_filter([
        ...clientAssertion(),
        'response_type' => 'code',
        'redirect_uri' => ORIGIN . '/callback',
        'scope' => 'openid',
        'state' => $_SESSION['state'],
        'nonce' => $_SESSION['nonce'],
        'code_challenge' => b64url(hash('sha256', $_SESSION['verifier'], true)),
        'code_challenge_method' => 'S256',
        'dpop_jkt' => thumbprint(publicJwk($_SESSION['dpop'])),
        'login_hint' => LOGIN_HINT,
    ]);
    $pushed = json(request('POST', $provider['pushed_authorization_request_endpoint'], $form));
    $query = ['client_id' => CLIENT_ID, 'request_uri' => $pushed['request_uri']];
    return $provider['authorization_endpoint'] . '?' . http_build_query($query);
}
// [/push]

// [callback]
/** Check the answer that the browser brought, and get what the citizen agreed to. */
function answered(array $answer, array $begun): array
{
    if (!hash_equals($begun['state'], $answer['state'] ?? '') || ($answer['iss'] ?? '') !== ISSUER) {
        throw new RuntimeException('state or iss are not what they must be'); // before anything else
    }
    if (isset($answer['error'])) {
        throw new RefusedException($answer['error']);
    }
    $provider = provider();
    $tokens = redeem($provider, $answer['code'], $begun);
    $subject = checkedIdToken($provider, $tokens['id_token'], $begun['nonce'])['sub'];
    $claims = json(withToken($provider['userinfo_endpoint'], $tokens, $begun['dpop']));
    if ($claims['sub'] !== $subject) {
        throw new RuntimeException('userinfo is about somebody else');
    }
    unset($claims['sub']);
    return ['sub' => $subject, 'claims' => $claims, 'receipt' => receipt($tokens, $begun['dpop'])];
}
// [/callback]

// [token]
/** Redeem the code, with PKCE and DPoP; after 503 nothing was kept: the code is still good. */
function redeem(array $provider, string $code, array $begun): array
{
    for ($attempt = 1; ; $attempt++) {
        $form = [
            ...clientAssertion(),
            'grant_type' => 'authorization_code',
            'code' => $code,
            'redirect_uri' => ORIGIN . '/callback',
            'code_verifier' => $begun['verifier'],
        ];
        $response = request('POST', $provider['token_endpoint'], $form, $begun['dpop']);
        if ($response['status'] !== 503 || $attempt === 3) {
            return json($response);
        }
        sleep((int) ($response['headers']['retry-after'] ?? 1));
    }
}
// [/token]

// [id-token]
/** OpenID Connect Core, section 3.1.3.7: signature, iss, aud, nonce and exp. */
function checkedIdToken(array $provider, string $token, string $nonce): array
{
    // Fetched for each login; if you keep the set, fetch it anew, once, when a kid is not in it.
    $claims = verify($token, json(request('GET', $provider['jwks_uri']))['keys']);
    $holds = $claims['iss'] === ISSUER
        && $claims['aud'] === CLIENT_ID
        && hash_equals($nonce, $claims['nonce'] ?? '')
        && $claims['exp'] > time();
    return $holds ? $claims : throw new RuntimeException('the ID token is not for this login');
}
// [/id-token]

// [dpop]
/** RFC 9449, section 4.2: a proof for one request; with an access token, bound to it. */
function proof(string $key, string $method, string $url, ?string $nonce, ?string $accessToken): string
{
    $claims = array_filter([
        'htm' => $method,
        'htu' => strtok($url, '?'),
        'iat' => time(),
        'jti' => random(),
        'nonce' => $nonce,
        'ath' => $accessToken === null ? null : b64url(hash('sha256', $accessToken, true)),
    ]);
    return sign($key, ['typ' => 'dpop+jwt', 'jwk' => publicJwk($key)], $claims);
}

/** Use an access token with the key that it is bound to. */
function withToken(string $url, array $tokens, string $key): array
{
    return request('GET', $url, null, $key, $tokens['access_token']);
}
// [/dpop]

// [receipt]
/** Return the proof of what we were given; keep it with the file. */
function receipt(array $tokens, string $key): string
{
    for ($attempt = 0; $attempt < 10; $attempt++) {
        $response = withToken($tokens['receipt_uri'], $tokens, $key);
        if ($response['status'] === 200) {
            return $response['body'];
        }
        sleep((int) ($response['headers']['retry-after'] ?? 1)); // 202: the proof is being made
    }
    throw new RuntimeException('the receipt is not ready: ask again later');
}
// [/receipt]

/** The citizen said no, or there was a fault. */
class RefusedException extends Exception
{
}

function random(): string
{
    return b64url(random_bytes(32));
}

function json(array $response): array
{
    if ($response['status'] >= 300) {
        throw new RuntimeException("{$response['status']}: {$response['body']}");
    }
    return json_decode($response['body'], true, 32, JSON_THROW_ON_ERROR);
}

/** Send a request, with a proof of DPoP if there is a key; the nonce of a refusal is tried, once. */
function request(
    string $method,
    string $url,
    ?array $form = null,
    ?string $key = null,
    ?string $accessToken = null,
    ?string $nonce = null,
): array {
    $headers = $accessToken === null ? [] : ["Authorization: DPoP $accessToken"];
    if ($key !== null) {
        $headers[] = 'DPoP: ' . proof($key, $method, $url, $nonce, $accessToken);
    }
    $received = [];
    $curl = curl_init($url);
    curl_setopt_array($curl, [
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 30,
        CURLOPT_HTTPHEADER => $headers,
        CURLOPT_HEADERFUNCTION => function ($_, string $line) use (&$received): int {
            [$name, $value] = [...explode(':', $line, 2), ''];
            $name = strtolower(trim($name));
            $received[$name] = isset($received[$name]) ? "$received[$name], " . trim($value) : trim($value);
            return strlen($line);
        },
    ] + ($form === null ? [] : [CURLOPT_POSTFIELDS => http_build_query($form)]));
    $body = curl_exec($curl);
    if ($body === false) {
        throw new RuntimeException(curl_error($curl));
    }
    $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    $refusal = in_array($status, [400, 401], true) ? $body . ($received['www-authenticate'] ?? '') : '';
    if ($nonce === null && str_contains($refusal, 'use_dpop_nonce')) {
        $form = isset($form['client_assertion']) ? [...$form, ...clientAssertion()] : $form;
        return request($method, $url, $form, $key, $accessToken, $received['dpop-nonce']);
    }
    return ['status' => $status, 'headers' => $received, 'body' => $body];
}

/** Our private key; a real service keeps it where nobody else can read it. */
function ownKey(): string
{
    $file = fopen(KEY_FILE, 'c+');
    flock($file, LOCK_EX);
    $pem = stream_get_contents($file);
    if ($pem === '') {
        chmod(KEY_FILE, 0600);
        fwrite($file, $pem = newKey());
    }
    fclose($file);
    return $pem;
}

function reply(array $document, int $status = 200): void
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($document, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_FORCE_OBJECT);
}

function begin(): void
{
    session_start(['name' => 'login', 'cookie_httponly' => true, 'cookie_samesite' => 'Lax']);
    session_regenerate_id(true);
    header('Location: ' . ask(), true, 303);
}

function finish(): void
{
    session_start(['name' => 'login', 'cookie_httponly' => true, 'cookie_samesite' => 'Lax']);
    $begun = $_SESSION;
    session_destroy();
    if ($begun === []) {
        reply(['error' => 'this login began in another browser, or is over'], 400);
        return;
    }
    try {
        reply(answered($_GET, $begun));
    } catch (RefusedException $error) {
        reply(['error' => $error->getMessage()], 403);
    } catch (RuntimeException | JsonException $error) {
        reply(['error' => $error->getMessage()], 502);
    }
}

$ownJwk = fn() => [...publicJwk(ownKey()), 'kid' => thumbprint(publicJwk(ownKey())), 'use' => 'sig', 'alg' => 'ES256'];
match (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH)) {
    '/' => begin(),
    '/callback' => finish(),
    '/jwks.json' => print json_encode(['keys' => [$ownJwk()]]),
    default => reply(['error' => 'no such page'], 404),
};
