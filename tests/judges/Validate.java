// Asks veraPDF whether files are PDF/UA-1 (ISO 14289-1) and PDF/A-2a (ISO 19005-2). Reads the name of a file a line, and says at
// once `FILE STANDARD PASS`, or FAIL with the clauses that do not hold, a line each standard.
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.stream.Collectors;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.ValidationResult;

public class Validate {
    public static void main(String[] none) throws Exception {
        java.util.logging.LogManager.getLogManager().reset();
        VeraGreenfieldFoundryProvider.initialise();
        BufferedReader files = new BufferedReader(new InputStreamReader(System.in));
        for (String file = files.readLine(); file != null; file = files.readLine()) {
            for (PDFAFlavour flavour : new PDFAFlavour[] {PDFAFlavour.PDFUA_1, PDFAFlavour.PDFA_2_A}) {
                try (PDFAParser parser = Foundries.defaultInstance().createParser(new File(file), flavour);
                     PDFAValidator validator = Foundries.defaultInstance().createValidator(flavour, false)) {
                    ValidationResult result = validator.validate(parser);
                    String failed = result.getFailedChecks().keySet().stream()
                        .map(rule -> rule.getClause() + "-" + rule.getTestNumber())
                        .collect(Collectors.joining(" "));
                    System.out.println(file + "\t" + flavour.getId() + "\t" + (result.isCompliant() ? "PASS" : "FAIL " + failed));
                }
            }
            System.out.flush();
        }
    }
}
