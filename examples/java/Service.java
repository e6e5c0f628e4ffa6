// A public service that asks Thiqa who a citizen is, with the Nimbus OAuth 2.0 SDK.
// Open http://127.0.0.1:9000/ in a browser. Settings: ISSUER, CLIENT_ID, PORT, LOGIN_HINT.

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationRequest;
import com.nimbusds.oauth2.sdk.PushedAuthorizationResponse;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.JWTAuthenticationClaimsSet;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.dpop.DPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.DefaultDPoPProofFactory;
import com.nimbusds.oauth2.sdk.dpop.JWKThumbprintConfirmation;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.Audience;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.AuthenticationResponse;
import com.nimbusds.openid.connect.sdk.AuthenticationResponseParser;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import net.minidev.json.JSONObject;

public class Service {
    static final Issuer ISSUER = new Issuer(setting("ISSUER", "http://localhost:8400"));
    static final ClientID CLIENT_ID = new ClientID(setting("CLIENT_ID", "town-hall"));
    static final int PORT = Integer.parseInt(setting("PORT", "9000"));
    static final String LOGIN_HINT = setting("LOGIN_HINT", null); // for automatic tests: specimen:adult
    static final String ORIGIN = "http://127.0.0.1:" + PORT;
    static final URI CALLBACK = URI.create(ORIGIN + "/callback");

    /** What the answer is checked against, and the key that the tokens are bound to. */
    record Begun(State state, Nonce nonce, CodeVerifier verifier, ECKey dpopKey) {}

    /** By the cookie of the browser that began. */
    static final Map<String, Begun> WAITING = new ConcurrentHashMap<>();

    static class RefusedException extends Exception {
        RefusedException(String code) {
            super(code);
        }
    }

    // [discovery]
    // Our key: the public half is at our jwks_uri. A real service keeps it; here each start rotates it.
    static final ECKey KEY = newKey();
    static final OIDCProviderMetadata PROVIDER = discover();
    // Fetches the provider's keys, and fetches them anew when a kid is not among them.
    static final IDTokenValidator VALIDATOR = validator();

    /** Proof of who we are: aud is the issuer; PrivateKeyJWT alone would say the token endpoint. */
    static ClientAuthentication clientAssertion() throws JOSEException {
        var claims = new JWTAuthenticationClaimsSet(CLIENT_ID, new Audience(ISSUER.getValue()));
        return new PrivateKeyJWT(claims, JWSAlgorithm.ES256, KEY.toECPrivateKey(), KEY.getKeyID(), null);
    }
    // [/discovery]

    // [push]
    /** Push a request; return where the browser goes. */
    static URI ask(Begun begun) throws Exception {
        var request = new AuthenticationRequest.Builder(new ResponseType("code"), new Scope("openid"), CLIENT_ID, CALLBACK)
                .state(begun.state())
                .nonce(begun.nonce())
                .codeChallenge(begun.verifier(), CodeChallengeMethod.S256)
                .dPoPJWKThumbprintConfirmation(JWKThumbprintConfirmation.of(begun.dpopKey()))
                .loginHint(LOGIN_HINT)
                .build();
        var par = new PushedAuthorizationRequest(
                PROVIDER.getPushedAuthorizationRequestEndpointURI(), clientAssertion(), request);
        var pushed = PushedAuthorizationResponse.parse(par.toHTTPRequest().send());
        if (!pushed.indicatesSuccess()) {
            throw new IOException("PAR: " + pushed.toErrorResponse().getErrorObject().getDescription());
        }
        return new AuthorizationRequest.Builder(pushed.toSuccessResponse().getRequestURI(), CLIENT_ID)
                .endpointURI(PROVIDER.getAuthorizationEndpointURI())
                .build()
                .toURI();
    }
    // [/push]

    // [callback]
    /** Check the answer that the browser brought, and get what the citizen agreed to. */
    static JSONObject answered(Begun begun, URI url) throws Exception {
        AuthenticationResponse answer = AuthenticationResponseParser.parse(url);
        if (!begun.state().equals(answer.getState()) || !ISSUER.equals(answer.getIssuer())) {
            throw new IOException("state or iss are not what they must be"); // before anything else
        }
        if (!answer.indicatesSuccess()) {
            throw new RefusedException(answer.toErrorResponse().getErrorObject().getCode());
        }
        OIDCTokenResponse tokens = redeem(answer.toSuccessResponse().getAuthorizationCode(), begun);
        String subject = VALIDATOR // signature, iss, aud, nonce and times
                .validate(tokens.getOIDCTokens().getIDToken(), begun.nonce())
                .getSubject()
                .getValue();
        AccessToken accessToken = tokens.getOIDCTokens().getAccessToken();
        HTTPResponse userinfo = withToken(PROVIDER.getUserInfoEndpointURI(), accessToken, begun);
        userinfo.ensureStatusCode(200);
        JSONObject claims = new JSONObject(userinfo.getBodyAsJSONObject());
        if (!subject.equals(claims.remove("sub"))) {
            throw new IOException("userinfo is about somebody else");
        }
        URI receipt = URI.create((String) tokens.getCustomParameters().get("receipt_uri"));
        return new JSONObject(Map.of(
                "sub", subject, "claims", claims, "receipt", receipt(receipt, accessToken, begun)));
    }
    // [/callback]

    // [token]
    /** Redeem the code, with PKCE and DPoP; after 503 nothing was kept: the code is still good. */
    static OIDCTokenResponse redeem(AuthorizationCode code, Begun begun) throws Exception {
        String nonce = null;
        for (int attempt = 1; ; attempt++) {
            var grant = new AuthorizationCodeGrant(code, CALLBACK, begun.verifier());
            var request = new TokenRequest(PROVIDER.getTokenEndpointURI(), clientAssertion(), grant, null)
                    .toHTTPRequest();
            request.setDPoP(proofs(begun).createDPoPJWT("POST", request.getURI(), dpopNonce(nonce)));
            HTTPResponse response = request.send();
            if (response.getStatusCode() == 503 && attempt < 3) {
                pause(response);
            } else if (response.getStatusCode() == 400 && asksForNonce(response) && nonce == null) {
                nonce = response.getDPoPNonce().getValue();
            } else {
                response.ensureStatusCode(200);
                return (OIDCTokenResponse) OIDCTokenResponseParser.parse(response).toSuccessResponse();
            }
        }
    }
    // [/token]

    // [dpop]
    /** Use an access token, with a proof of the key that it is bound to (RFC 9449, section 7). */
    static HTTPResponse withToken(URI uri, AccessToken token, Begun begun) throws Exception {
        String nonce = null;
        while (true) {
            var request = new HTTPRequest(HTTPRequest.Method.GET, uri);
            request.setAuthorization(token.toAuthorizationHeader());
            request.setDPoP(proofs(begun).createDPoPJWT("GET", uri, token, dpopNonce(nonce)));
            HTTPResponse response = request.send();
            if (response.getStatusCode() != 401 || !asksForNonce(response) || nonce != null) {
                return response;
            }
            nonce = response.getDPoPNonce().getValue();
        }
    }
    // [/dpop]

    // [receipt]
    /** Return the proof of what we were given; keep it with the file. */
    static String receipt(URI uri, AccessToken token, Begun begun) throws Exception {
        for (int attempt = 0; attempt < 10; attempt++) {
            HTTPResponse response = withToken(uri, token, begun);
            if (response.getStatusCode() == 200) {
                return response.getBody();
            }
            response.ensureStatusCode(202);
            pause(response);
        }
        throw new IOException("the receipt is not ready: ask again later");
    }
    // [/receipt]

    static DPoPProofFactory proofs(Begun begun) throws JOSEException {
        return new DefaultDPoPProofFactory(begun.dpopKey(), JWSAlgorithm.ES256);
    }

    static Nonce dpopNonce(String nonce) {
        return nonce == null ? null : new Nonce(nonce);
    }

    static boolean asksForNonce(HTTPResponse response) {
        String challenges = String.valueOf(response.getHeaderValues("WWW-Authenticate"));
        return (response.getBody() + challenges).contains("use_dpop_nonce");
    }

    static void pause(HTTPResponse response) throws InterruptedException {
        String seconds = response.getHeaderValue("Retry-After");
        Thread.sleep(1000L * (seconds == null ? 1 : Integer.parseInt(seconds)));
    }

    static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .keyIDFromThumbprint(true)
                    .generate();
        } catch (JOSEException error) {
            throw new IllegalStateException(error);
        }
    }

    static OIDCProviderMetadata discover() {
        try {
            return OIDCProviderMetadata.resolve(ISSUER); // refuses another issuer
        } catch (Exception error) {
            throw new IllegalStateException(error);
        }
    }

    static IDTokenValidator validator() {
        try {
            return new IDTokenValidator(ISSUER, CLIENT_ID, JWSAlgorithm.ES256, PROVIDER.getJWKSetURI().toURL());
        } catch (IOException error) {
            throw new IllegalStateException(error);
        }
    }

    static String setting(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isEmpty() ? otherwise : value;
    }

    static void begin(HttpExchange exchange) throws Exception {
        String browser = new State(32).getValue();
        var begun = new Begun(new State(), new Nonce(), new CodeVerifier(), newKey());
        exchange.getResponseHeaders().add("Location", ask(begun).toString());
        exchange.getResponseHeaders().add("Set-Cookie", "login=" + browser + "; HttpOnly; SameSite=Lax; Path=/");
        WAITING.put(browser, begun);
        exchange.sendResponseHeaders(303, -1);
    }

    static void finish(HttpExchange exchange) throws IOException {
        String cookies = String.valueOf(exchange.getRequestHeaders().getFirst("Cookie"));
        String browser = cookies.replaceAll("(.*; )?login=([^;]*).*", "$2");
        Begun begun = WAITING.remove(browser);
        if (begun == null) {
            reply(exchange, 400, error("this login began in another browser, or is over"));
            return;
        }
        try {
            reply(exchange, 200, answered(begun, URI.create(ORIGIN + exchange.getRequestURI())));
        } catch (RefusedException error) { // the citizen said no, or there was a fault
            reply(exchange, 403, error(error.getMessage()));
        } catch (Exception error) {
            reply(exchange, 502, error(error.toString()));
        }
    }

    static JSONObject error(String text) {
        return new JSONObject(Map.of("error", text));
    }

    static void reply(HttpExchange exchange, int status, JSONObject document) throws IOException {
        byte[] body = document.toJSONString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/" -> begin(exchange);
                case "/callback" -> finish(exchange);
                case "/jwks.json" -> reply(exchange, 200, new JSONObject(
                        Map.of("keys", new Object[] {KEY.toPublicJWK().toJSONObject()})));
                default -> reply(exchange, 404, error("no such page"));
            }
        } catch (IOException error) {
            throw error;
        } catch (Exception error) {
            reply(exchange, 502, error(error.toString()));
        }
    }

    public static void main(String[] arguments) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", PORT), 0);
        server.createContext("/", Service::serve);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
        System.out.println(ORIGIN + "/");
    }
}
