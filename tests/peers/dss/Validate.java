import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Locale;

/**
 * Validates PAdES signatures offline, with the policy that DSS comes with. The arguments are the
 * certificates that are trusted. Each line of the input is a time in seconds and a file; for each
 * there is one line of output: INDICATION SUBINDICATION FORMAT SECONDS-OF-BEST-SIGNATURE-TIME, with a
 * dash for what is not there, or NONE if there is not one signature, or FAILED if DSS gave up.
 */
public final class Validate {
    public static void main(String[] trusted) throws Exception {
        Locale.setDefault(Locale.ROOT);
        CommonTrustedCertificateSource trust = new CommonTrustedCertificateSource();
        for (String file : trusted) {
            trust.addCertificate(DSSUtils.loadCertificate(new File(file)));
        }
        BufferedReader input =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            int space = line.indexOf(' ');
            Date at = new Date(1000 * Long.parseLong(line.substring(0, space)));
            System.out.println(validate(new File(line.substring(space + 1)), at, trust));
            System.out.flush();
        }
    }

    private static String validate(File file, Date at, CommonTrustedCertificateSource trust) {
        try {
            DSSDocument document = new FileDocument(file);
            SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(document);
            CommonCertificateVerifier verifier = new CommonCertificateVerifier(true);
            verifier.setTrustedCertSources(trust);
            validator.setCertificateVerifier(verifier);
            validator.setValidationTime(at);
            Reports reports = validator.validateDocument();
            if (Boolean.getBoolean("detailed")) {
                System.err.println(reports.getXmlSimpleReport());
                System.err.println(reports.getXmlDetailedReport());
            }
            return summary(reports.getSimpleReport());
        } catch (RuntimeException error) {
            return "FAILED " + error;
        }
    }

    private static String summary(SimpleReport report) {
        if (report.getSignatureIdList().size() != 1) {
            return "NONE";
        }
        String id = report.getSignatureIdList().get(0);
        Date best = report.getBestSignatureTime(id);
        return String.join(
                " ",
                text(report.getIndication(id)),
                text(report.getSubIndication(id)),
                text(report.getSignatureFormat(id)),
                best == null ? "-" : Long.toString(best.getTime() / 1000));
    }

    private static String text(Object value) {
        return value == null ? "-" : value.toString();
    }
}
