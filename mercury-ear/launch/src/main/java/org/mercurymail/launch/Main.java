package org.mercurymail.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Starts Mercury in this process: {@code java -jar mercury.jar}. Either the whole server comes up and says so, or one
 * line says why not and the exit status is not 0.
 */
public final class Main {

    private static final int OLDEST_JAVA = 17;
    /** Payara's permission checks break on 24 (docs/adr/0001-packaging.md); 22 and 23 are no longer kept. */
    private static final int NEWEST_JAVA = 21;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Main() { }

    /**
     * {@code --unpack} only lays the container's files beside mercury.jar; {@code --train DIR} is a start on throw-away
     * data in DIR that ends by itself.
     */
    public static void main(String[] arguments) {
        try {
            checkJava(Runtime.version().feature());
            // First of all: a class looked for in a jar that is not there yet is never found later.
            Path home = Unpacked.besideMercuryJar();
            switch (arguments.length == 0 ? "" : arguments[0]) {
                case "" -> run(home, Settings.ofThisProcess());
                case "--unpack" -> { }
                case "--train" -> train(home, Path.of(arguments[1]));
                default -> throw Unfit.configured("unknown argument " + arguments[0]);
            }
        } catch (Unfit e) {
            System.err.println("mercury: " + e.getMessage());
            System.exit(e.status());
        }
    }

    private static void run(Path home, Settings settings) throws Unfit {
        settings.publish();
        List<Port> ports = Port.of(settings);
        Preflight.check(settings, ports);
        Container.start(home, settings);
        for (Port port : ports) {
            port.awaitAnswer(Instant.now().plus(PATIENCE));
        }
        say(String.format(Locale.ROOT, "mercury ready in %.1f s", secondsOfThisProcess()));
        say("mercury at " + String.join(", ", ports.stream().map(Port::toString).toList())
                + "; data in " + settings.data());
    }

    /** In one piece, so that no line of the log gets between its words when both go to one file. */
    private static void say(String line) {
        byte[] bytes = (line + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }

    private static void train(Path home, Path data) throws Unfit {
        try {
            Training training = new Training(data);
            run(home, Settings.resolve(Keys.packed(), training.properties(), Map.of()));
            training.ask();
        } catch (IOException e) {
            throw new Unfit("the training start did not go well: " + e);
        }
        System.exit(0);
    }

    private static void checkJava(int feature) throws Unfit {
        if (feature < OLDEST_JAVA || feature > NEWEST_JAVA) {
            throw Unfit.configured("needs a JDK " + OLDEST_JAVA + " to " + NEWEST_JAVA + ", this is " + feature + " ("
                    + System.getProperty("java.home") + ")");
        }
    }

    private static double secondsOfThisProcess() {
        Instant began = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        return Duration.between(began, Instant.now()).toMillis() / 1000.0;
    }
}
