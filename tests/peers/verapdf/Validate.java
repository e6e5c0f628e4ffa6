import java.io.FileInputStream;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Validates each file against PDF/A-3a and PDF/UA-1: a line "FLAVOUR CHECKS FILE" for each, and a
 * line "FAILED CLAUSE WHY" for each check that failed.
 */
public final class Validate {
    private static final EnumSet<PDFAFlavour> FLAVOURS =
            EnumSet.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1);

    public static void main(String[] files) throws Exception {
        Logger.getLogger("").setLevel(Level.SEVERE);
        VeraGreenfieldFoundryProvider.initialise();
        for (String file : files) {
            for (PDFAFlavour flavour : FLAVOURS) {
                validate(file, flavour);
            }
        }
    }

    private static void validate(String file, PDFAFlavour flavour) throws Exception {
        try (InputStream input = new FileInputStream(file);
                PDFAParser parser = Foundries.defaultInstance().createParser(input, flavour);
                PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
            ValidationResult result = validator.validate(parser);
            System.out.printf("%s %d %s%n", flavour.getId(), result.getTotalAssertions(), file);
            for (TestAssertion failed : result.getTestAssertions()) {
                System.out.printf(
                        "FAILED %s %s%n", failed.getRuleId().getClause(), failed.getMessage());
            }
            if (!result.isCompliant() && result.getTestAssertions().isEmpty()) {
                System.out.println("FAILED ? not compliant");
            }
        }
    }
}
