package org.mercurymail.command;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * Where the server is and who asks. MERCURY_USER with MERCURY_PASSWORD_FILE, standard input or a prompt; or the token
 * that the server leaves in its data directory for whoever may read it there. Secrets never stand in arguments.
 */
record Access(String api, String user, String password) {

    static final String TOKEN = "admin-token"; // the server writes it: LocalAccess

    private static final String STANDARD_API = "http://127.0.0.1:8080/api/v1";
    private static final int LONGEST_LINE = 10_000;

    @Override
    public String toString() {
        return user + " at " + api;
    }

    /** @param data the directory named on the command line */
    static Access find(Optional<String> data, Map<String, String> environment) throws Failed {
        Optional<String> api = set(environment, "MERCURY_API");
        Optional<String> user = set(environment, "MERCURY_USER");
        if (user.isPresent()) {
            return new Access(api.orElse(STANDARD_API), user.get(), password(user.get(), environment));
        }
        List<Path> places = places(data, environment);
        for (Path place : places) {
            Optional<Access> token = read(place.resolve(TOKEN), api);
            if (token.isPresent()) {
                return token.get();
            }
        }
        throw new Failed(Failed.NO_PERMISSION, "no readable " + TOKEN + " in " + places
                + ": name the server's data directory with --data, or set MERCURY_USER and MERCURY_PASSWORD_FILE");
    }

    private static List<Path> places(Optional<String> data, Map<String, String> environment) {
        Optional<String> named = data.or(() -> set(environment, "MERCURY_DATA"));
        if (named.isPresent()) {
            return List.of(Path.of(named.get()));
        }
        Path home = Path.of(System.getProperty("home", "."));
        return new ArrayList<>(List.of(home.resolve(".mercury"), home.resolve(".mercury/dev"),
                Path.of("/var/lib/mercury")));
    }

    private static Optional<Access> read(Path file, Optional<String> api) throws Failed {
        Properties token = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            token.load(reader);
        } catch (AccessDeniedException e) {
            throw new Failed(Failed.NO_PERMISSION, "may not read " + file + "; set MERCURY_USER to an account");
        } catch (IOException absent) {
            return Optional.empty();
        }
        return Optional.of(new Access(api.orElse(token.getProperty("api", STANDARD_API)),
                token.getProperty("user", ""), token.getProperty("password", "")));
    }

    private static String password(String user, Map<String, String> environment) throws Failed {
        Optional<String> file = set(environment, "MERCURY_PASSWORD_FILE");
        if (file.isEmpty()) {
            return secret("Password of " + user);
        }
        try {
            return Files.readString(Path.of(file.get())).lines().findFirst().orElse("");
        } catch (IOException e) {
            throw new Failed(Failed.NO_PERMISSION, "cannot read MERCURY_PASSWORD_FILE " + file.get());
        }
    }

    /** Asked for without echo on a terminal; else the next line of standard input. */
    static String secret(String prompt) throws Failed {
        Console console = System.console();
        if (console != null) {
            char[] typed = console.readPassword("%s: ", prompt);
            return typed == null ? "" : new String(typed);
        }
        try {
            return line(System.in);
        } catch (IOException e) {
            throw new Failed(Failed.OTHERWISE, "cannot read standard input: " + e.getMessage());
        }
    }

    /** Byte by byte, so that what follows is left for who reads next. */
    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int octet = in.read();
        while (octet >= 0 && octet != '\n' && line.size() < LONGEST_LINE) {
            line.write(octet);
            octet = in.read();
        }
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private static Optional<String> set(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(text -> !text.isBlank());
    }
}
