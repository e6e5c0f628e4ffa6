import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.smartcardio.CardTerminal;
import javax.smartcardio.TerminalFactory;
import net.sf.scuba.smartcards.CardService;
import net.sf.scuba.smartcards.TerminalCardService;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.RSAEngine;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.ISO9796d2Signer;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jmrtd.BACKey;
import org.jmrtd.PACEKeySpec;
import org.jmrtd.PassportService;
import org.jmrtd.cert.CVCPrincipal;
import org.jmrtd.cert.CVCertificateFactorySpi;
import org.jmrtd.cert.CardVerifiableCertificate;
import org.jmrtd.lds.CVCAFile;
import org.jmrtd.lds.CardAccessFile;
import org.jmrtd.lds.ChipAuthenticationInfo;
import org.jmrtd.lds.ChipAuthenticationPublicKeyInfo;
import org.jmrtd.lds.LDSElement;
import org.jmrtd.lds.LDSFileUtil;
import org.jmrtd.lds.PACEInfo;
import org.jmrtd.lds.SODFile;
import org.jmrtd.lds.SecurityInfo;
import org.jmrtd.lds.icao.COMFile;
import org.jmrtd.lds.icao.DG11File;
import org.jmrtd.lds.icao.DG12File;
import org.jmrtd.lds.icao.DG14File;
import org.jmrtd.lds.icao.DG15File;
import org.jmrtd.lds.icao.DG1File;
import org.jmrtd.lds.icao.DG2File;
import org.jmrtd.lds.icao.MRZInfo;
import org.jmrtd.protocol.AAResult;
import org.jmrtd.protocol.EACCAResult;
import org.jmrtd.protocol.PACEResult;

/**
 * Reads the cards that lie, one after another, in a reader, with JMRTD.
 *
 * <p>Each line of the standard input is a wish: words NAME=VALUE. can, or number, birth and expiry
 * (with bac=yes for BAC); csca: a certificate, hexadecimal; terminal: files of CV certificates and
 * last of a key, with commas between. A wish with file (hexadecimal) and identifier has a file read
 * and written again. For each, lines NAME=VALUE say what was read, and one with a dot ends the answer.
 */
public final class ReadCard {
    private static final HexFormat HEX = HexFormat.of();

    private final Map<String, String> wish;
    private final Map<String, String> said = new TreeMap<>();
    private String step = "connect";

    private ReadCard(Map<String, String> wish) {
        this.wish = wish;
    }

    public static void main(String[] arguments) throws Exception {
        Security.insertProviderAt(new BouncyCastleProvider(), 1);
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.setOut(new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            var wish = new TreeMap<String, String>();
            for (String word : line.split(" ")) {
                String[] parts = word.split("=", 2);
                wish.put(parts[0], parts[1]);
            }
            var reading = new ReadCard(wish);
            try {
                if (wish.containsKey("file")) {
                    reading.rewrite();
                } else {
                    reading.read();
                }
            } catch (Exception | LinkageError error) {
                reading.said.put("failed", reading.step + ": " + error);
                error.printStackTrace();
            }
            reading.said.forEach((name, value) -> System.out.println(name + "=" + value));
            System.out.println(".");
        }
    }

    private void rewrite() throws Exception {
        step = "rewrite";
        short identifier = Short.parseShort(wish.get("identifier"), 16);
        byte[] file = HEX.parseHex(wish.get("file"));
        LDSElement parsed = LDSFileUtil.getLDSFile(identifier, new ByteArrayInputStream(file));
        said.put("file", HEX.formatHex(parsed.getEncoded()));
    }

    private void read() throws Exception {
        CardTerminal terminal = TerminalFactory.getDefault().terminals().list().stream()
                .filter(each -> present(each)).findFirst().orElseThrow();
        CardService card = new TerminalCardService(terminal);
        int block = Integer.parseInt(wish.getOrDefault("block", "223"));
        int longest = wish.containsKey("block")
                ? PassportService.EXTENDED_MAX_TRANCEIVE_LENGTH
                : PassportService.NORMAL_MAX_TRANCEIVE_LENGTH;
        var service = new PassportService(card, longest, block, false, true);
        service.open();
        try {
            PACEResult pace = open(service);
            byte[] content = passively(service);
            EACCAResult chip = proveChip(service, content);
            if (wish.containsKey("active")) {
                proveActively(service);
            }
            if (wish.containsKey("terminal")) {
                proveTerminal(service, chip, pace);
            }
        } finally {
            service.close();
        }
    }

    private static boolean present(CardTerminal terminal) {
        try {
            return terminal.isCardPresent();
        } catch (javax.smartcardio.CardException error) {
            return false;
        }
    }

    private PACEResult open(PassportService service) throws Exception {
        if (wish.containsKey("bac")) {
            step = "BAC";
            service.sendSelectApplet(false);
            service.doBAC(new BACKey(wish.get("number"), wish.get("birth"), wish.get("expiry")));
            said.put("access", "BAC");
            return null;
        }
        step = "EF.CardAccess";
        var access = new CardAccessFile(service.getInputStream(PassportService.EF_CARD_ACCESS));
        PACEInfo offered = null;
        for (SecurityInfo info : access.getSecurityInfos()) {
            if (info instanceof PACEInfo each && offered == null) {
                offered = each;
            }
        }
        step = "PACE";
        PACEKeySpec key = wish.containsKey("can")
                ? PACEKeySpec.createCANKey(wish.get("can"))
                : PACEKeySpec.createMRZKey(
                        new BACKey(wish.get("number"), wish.get("birth"), wish.get("expiry")));
        PACEResult pace = service.doPACE(
                key,
                offered.getObjectIdentifier(),
                PACEInfo.toParameterSpec(offered.getParameterId()),
                offered.getParameterId());
        said.put("access", pace.getMappingType() + " " + pace.getAgreementAlg() + " "
                + pace.getCipherAlg() + " " + pace.getKeyLength());
        step = "SELECT";
        service.sendSelectApplet(true);
        return pace;
    }

    /** Reads what EF.COM lists, and checks hashes, signature and signer; returns EF.DG14. */
    private byte[] passively(PassportService service) throws Exception {
        step = "EF.COM";
        var com = new COMFile(service.getInputStream(PassportService.EF_COM));
        step = "EF.SOD";
        var sod = new SODFile(service.getInputStream(PassportService.EF_SOD));
        var hash = MessageDigest.getInstance(sod.getDigestAlgorithm());
        byte[] security = null;
        var read = new ArrayList<String>();
        for (int tag : com.getTagList()) {
            int number = LDSFileUtil.lookupDataGroupNumberByTag(tag);
            step = "EF.DG" + number;
            if (number == 3 || number == 4) {
                continue;
            }
            byte[] file = service.getInputStream(LDSFileUtil.lookupFIDByTag(tag)).readAllBytes();
            if (!Arrays.equals(hash.digest(file), sod.getDataGroupHashes().get(number))) {
                throw new SecurityException("the hash differs");
            }
            say(number, file);
            read.add(String.valueOf(number));
            security = number == 14 ? file : security;
        }
        said.put("groups", String.join(",", read));
        step = "signature";
        X509Certificate signer = sod.getDocSigningCertificate();
        String algorithm = sod.getDigestEncryptionAlgorithm();
        if (algorithm.equals("SSAwithRSA/PSS")) { // so says JMRTD where the hash is a parameter
            algorithm = sod.getSignerInfoDigestAlgorithm().replace("-", "") + "withRSA/PSS";
        }
        Signature signature = Signature.getInstance(algorithm);
        if (sod.getDigestEncryptionAlgorithmParams() != null) {
            signature.setParameter(sod.getDigestEncryptionAlgorithmParams());
        }
        signature.initVerify(signer);
        signature.update(sod.getEContent());
        if (!signature.verify(sod.getEncryptedDigest())) {
            throw new SecurityException("the signature is wrong");
        }
        step = "signer";
        var authority = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(HEX.parseHex(wish.get("csca"))));
        signer.verify(authority.getPublicKey());
        said.put("signer", algorithm);
        return security;
    }

    private void say(int number, byte[] file) throws Exception {
        var stream = new ByteArrayInputStream(file);
        if (number == 1) {
            MRZInfo zone = new DG1File(stream).getMRZInfo();
            said.put("zone", zone.toString().replace("\n", ""));
        } else if (number == 2) {
            var image = new DG2File(stream).getFaceInfos().get(0).getFaceImageInfos().get(0);
            byte[] picture = image.getImageInputStream().readAllBytes();
            said.put("face", image.getMimeType() + " " + image.getWidth() + "x" + image.getHeight()
                    + " " + HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(picture)));
        } else if (number == 11) {
            var details = new DG11File(stream);
            said.put("name", details.getNameOfHolder());
            said.put("other_names", String.valueOf(details.getOtherNames()));
            said.put("place_of_birth", String.valueOf(details.getPlaceOfBirth()));
        } else if (number == 12) {
            said.put("authority", new DG12File(stream).getIssuingAuthority());
        }
    }

    private EACCAResult proveChip(PassportService service, byte[] file) throws Exception {
        if (file == null) {
            return null;
        }
        step = "EF.DG14";
        var security = new DG14File(new ByteArrayInputStream(file));
        EACCAResult result = null;
        for (ChipAuthenticationInfo info : security.getChipAuthenticationInfos()) {
            for (ChipAuthenticationPublicKeyInfo key : security.getChipAuthenticationPublicKeyInfos()) {
                if (info.getKeyId() == null || info.getKeyId().equals(key.getKeyId())) {
                    step = "chip authentication";
                    result = service.doEACCA(
                            info.getKeyId(),
                            info.getObjectIdentifier(),
                            key.getObjectIdentifier(),
                            key.getSubjectPublicKey());
                    service.getInputStream(PassportService.EF_COM).readAllBytes();
                    said.put("chip", ChipAuthenticationInfo.toCipherAlgorithm(
                            info.getObjectIdentifier()));
                    break;
                }
            }
        }
        return result;
    }

    private void proveActively(PassportService service) throws Exception {
        step = "active authentication";
        PublicKey key = new DG15File(service.getInputStream(PassportService.EF_DG15)).getPublicKey();
        byte[] challenge = new byte[8];
        new java.security.SecureRandom().nextBytes(challenge);
        AAResult result = service.doAA(key, "SHA-256", "SHA256with" + key.getAlgorithm(), challenge);
        boolean right = key.getAlgorithm().startsWith("EC")
                ? plainSignature(key, challenge, result.getResponse())
                : recoveredSignature(key, challenge, result.getResponse());
        if (!right) {
            throw new SecurityException("the signature is wrong");
        }
        said.put("active", key.getAlgorithm());
    }

    private static boolean plainSignature(PublicKey key, byte[] challenge, byte[] response)
            throws Exception {
        Signature signature = Signature.getInstance("SHA256withPLAIN-ECDSA", "BC");
        signature.initVerify(key);
        signature.update(challenge);
        return signature.verify(response);
    }

    private static boolean recoveredSignature(PublicKey key, byte[] challenge, byte[] response)
            throws Exception {
        var rsa = (java.security.interfaces.RSAPublicKey) key;
        var parameters = new RSAKeyParameters(false, rsa.getModulus(), rsa.getPublicExponent());
        for (var digest : List.of(new SHA1Digest(), new SHA256Digest())) {
            var signer = new ISO9796d2Signer(new RSAEngine(), digest, digest instanceof SHA1Digest);
            signer.init(false, parameters);
            try {
                signer.updateWithRecoveredMessage(response);
                signer.update(challenge, 0, challenge.length);
                if (signer.verifySignature(response)) {
                    return true;
                }
            } catch (Exception another) {
                continue; // it is signed with the other hash
            }
        }
        return false;
    }

    private void proveTerminal(PassportService service, EACCAResult chip, PACEResult pace)
            throws Exception {
        step = "terminal certificates";
        String[] files = wish.get("terminal").split(",");
        var factory = new CVCertificateFactorySpi();
        var chain = new ArrayList<CardVerifiableCertificate>();
        for (String file : Arrays.copyOf(files, files.length - 1)) {
            try (var stream = Files.newInputStream(Path.of(file))) {
                chain.add((CardVerifiableCertificate) factory.engineGenerateCertificate(stream));
            }
        }
        PrivateKey key = KeyFactory.getInstance("EC", "BC").generatePrivate(
                new PKCS8EncodedKeySpec(Files.readAllBytes(Path.of(files[files.length - 1]))));
        step = "EF.CVCA";
        var trusted = new CVCAFile(service.getInputStream(PassportService.EF_CVCA));
        CVCPrincipal authority = trusted.getCAReference();
        step = "terminal authentication";
        if (pace == null) {
            service.doEACTA(authority, chain, key, "SHA256withECDSA", chip, wish.get("number"));
        } else {
            service.doEACTA(authority, chain, key, "SHA256withECDSA", chip, pace);
        }
        step = "EF.DG3";
        byte[] fingers = service.getInputStream(PassportService.EF_DG3).readAllBytes();
        said.put("fingers", HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(fingers)));
    }
}
