package org.mercurymail.command;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One command of the command line, from its words to its exit status: 0, or one of {@link Failed}. Only finds the
 * right call of REST for it; what may be and what not the server says.
 */
public final class Command {

    private static final int MANY = 1000;
    private static final String USAGE = """
            ./mercury domain add NAME [--alias-of DOMAIN] [--catch-all ADDRESS] | list | show NAME
                              | close NAME | open NAME | remove NAME
                              | limit NAME [--accounts N] [--quota OCTETS] [--size OCTETS] [--messages N]   (0: none)
            ./mercury account add ADDRESS [--name NAME] [--quota OCTETS] [--role admin|maildrop|admin:DOMAIN]   (password: one line
                              of standard input, or asked for) | list [DOMAIN] | show ADDRESS | password ADDRESS
                              | roles ADDRESS [ROLE …] | close ADDRESS | open ADDRESS | delete ADDRESS (with all its mail)
            ./mercury alias add ADDRESS TARGET … | list [DOMAIN] | remove ADDRESS
            ./mercury list add|change ADDRESS [--post anyone|members|owners] [--owner ADDRESS] … [--name NAME]
                              [--open yes|no] [--language en|fr] [--prefix TEXT] [--copies auto|personal|shared]
                              | list [DOMAIN] | show ADDRESS | remove ADDRESS | members ADDRESS | import ADDRESS FILE
            ./mercury shared add DOMAIN FOLDER | list DOMAIN | allow DOMAIN FOLDER ADDRESS|anyone [RIGHTS]
                              | remove DOMAIN FOLDER (with all its mail)   (RIGHTS: letters of lrswipkxtea, RFC 4314)
            ./mercury expunged list ADDRESS | restore ADDRESS ID … | purge ADDRESS [ID …]   (for good; without ID: all)
            ./mercury queue list [TEXT] | retry ID [RECIPIENT] | hold ID [RECIPIENT] | release ID [RECIPIENT]
                              | cancel ID [RECIPIENT]
            ./mercury certificate list | renew NAME
            ./mercury message trace ID
            ./mercury index show | rebuild
            ./mercury sendmail -t [-i] [-f SENDER] [-F NAME] | sendmail [-i] [-f SENDER] [-F NAME] RECIPIENT …
            With --json anywhere: the server's answer as it is. With --data DIR: the server of that data directory.
            docs/command-line.md tells more.""";

    private final Api api;

    private Command(Api api) {
        this.api = api;
    }

    /** Ends the process. */
    public static void main(String[] arguments) {
        List<String> words = new ArrayList<>(List.of(arguments));
        int status = 0;
        try {
            boolean json = words.remove("--json");
            Optional<String> data = data(words);
            JsonObject answer = run(words, data);
            System.out.print(json ? answer + System.lineSeparator()
                    : words.get(0).equals("sendmail") ? "" : Printed.of(answer));
        } catch (Failed e) {
            System.err.println("mercury: " + e.getMessage());
            if (e.status() == Failed.USAGE && !words.isEmpty() && !words.get(0).equals("sendmail")) {
                System.err.println(USAGE);
            }
            status = e.status();
        }
        System.out.flush();
        System.exit(status);
    }

    private static Optional<String> data(List<String> words) throws Failed {
        int at = words.indexOf("--data");
        if (at < 0) {
            return Optional.empty();
        }
        if (at + 1 == words.size()) {
            throw new Failed(Failed.USAGE, "--data needs a directory");
        }
        words.remove(at);
        return Optional.of(words.remove(at));
    }

    private static JsonObject run(List<String> words, Optional<String> data) throws Failed {
        if (words.isEmpty()) {
            throw new Failed(Failed.USAGE, "a command is needed");
        }
        if (words.get(0).equals("sendmail")) {
            Sendmail sendmail = new Sendmail(words.subList(1, words.size())); // first: a wrong option is not retried
            return sendmail.send(new Api(Access.find(data, System.getenv())), System.in);
        }
        if (words.size() < 2) {
            throw new Failed(Failed.USAGE, words.get(0) + " needs to hear what to do");
        }
        List<String> rest = words.subList(2, words.size());
        Command command = new Command(new Api(Access.find(data, System.getenv())));
        return switch (words.get(0)) {
            case "domain" -> command.domain(words.get(1), new Words(rest, Set.of("alias-of", "catch-all",
                    "accounts", "quota", "size", "messages")));
            case "account" -> command.account(words.get(1), new Words(rest, Set.of("name", "quota", "role")));
            case "alias" -> command.alias(words.get(1), new Words(rest, Set.of()));
            case "list" -> command.list(words.get(1), new Words(rest, Set.of("post", "owner", "name", "open",
                    "language", "prefix", "copies")));
            case "shared" -> command.shared(words.get(1), new Words(rest, Set.of()));
            case "expunged" -> command.expunged(words.get(1), new Words(rest, Set.of()));
            case "queue" -> command.queue(words.get(1), new Words(rest, Set.of()));
            case "certificate" -> command.certificate(words.get(1), new Words(rest, Set.of()));
            case "message" -> command.message(words.get(1), new Words(rest, Set.of()));
            case "index" -> command.index(words.get(1), new Words(rest, Set.of()));
            default -> throw unknown(words.get(0));
        };
    }

    private JsonObject domain(String verb, Words words) throws Failed {
        switch (verb) {
            case "add":
                JsonObjectBuilder domain = Json.createObjectBuilder().add("name", words.exactly("NAME").get(0));
                words.option("alias-of").ifPresent(real -> domain.add("aliasOf", real));
                words.option("catch-all").ifPresent(address -> domain.add("catchAll", address));
                return api.post("domains", domain.build());
            case "list":
                words.exactly();
                return api.all("domains");
            case "show":
                return api.get("domains/" + Api.part(words.exactly("NAME").get(0)));
            case "limit":
                return api.patch("domains/" + Api.part(words.exactly("NAME").get(0)), limits(words));
            case "close", "open":
                return api.patch("domains/" + Api.part(words.exactly("NAME").get(0)),
                        Json.createObjectBuilder().add("active", verb.equals("open")).build());
            case "remove":
                return api.delete("domains/" + Api.part(words.exactly("NAME").get(0)));
            default:
                throw unknown(verb);
        }
    }

    private static JsonObject limits(Words words) throws Failed {
        JsonObjectBuilder limits = Json.createObjectBuilder();
        for (String[] option : new String[][] {{"accounts", "limitAccounts"}, {"quota", "limitQuotaBytes"},
            {"size", "limitSizeBytes"}, {"messages", "limitMessagesPerHour"}}) {
            if (words.option(option[0]).isPresent()) {
                limits.add(option[1], number(option[0], words.option(option[0]).get()));
            }
        }
        return limits.build();
    }

    private static long number(String option, String text) throws Failed {
        if (!text.matches("[0-9]{1,18}")) {
            throw new Failed(Failed.USAGE, "--" + option + " is a number");
        }
        return Long.parseLong(text);
    }

    private JsonObject account(String verb, Words words) throws Failed {
        switch (verb) {
            case "add":
                return api.post("accounts", newAccount(words));
            case "list":
                return api.all("accounts" + ofDomain(words));
            case "show":
                return api.get("accounts/" + address(words));
            case "password":
                return api.patch("accounts/" + address(words), Json.createObjectBuilder().add("password",
                        Access.secret("New password of " + words.exactly("ADDRESS").get(0))).build());
            case "roles":
                List<String> all = words.atLeast(MANY, "ADDRESS");
                return api.patch("accounts/" + Api.part(all.get(0)), Json.createObjectBuilder().add("roles",
                        Json.createArrayBuilder(all.subList(1, all.size()))).build());
            case "close":
                return api.patch("accounts/" + address(words), Json.createObjectBuilder().add("active", false).build());
            case "open":
                return api.patch("accounts/" + address(words), Json.createObjectBuilder().add("active", true).build());
            case "delete":
                return api.delete("accounts/" + address(words));
            default:
                throw unknown(verb);
        }
    }

    private static JsonObject newAccount(Words words) throws Failed {
        String address = words.exactly("ADDRESS").get(0);
        JsonObjectBuilder account = Json.createObjectBuilder().add("address", address);
        words.option("name").ifPresent(name -> account.add("displayName", name));
        if (words.option("quota").isPresent()) {
            String quota = words.option("quota").get();
            if (!quota.matches("[0-9]{1,18}")) {
                throw new Failed(Failed.USAGE, "--quota is a number of octets");
            }
            account.add("quotaBytes", Long.parseLong(quota));
        }
        if (!words.options("role").isEmpty()) {
            account.add("roles", Json.createArrayBuilder(words.options("role")));
        }
        return account.add("password", Access.secret("Password of " + address)).build();
    }

    private JsonObject alias(String verb, Words words) throws Failed {
        switch (verb) {
            case "add":
                List<String> all = words.atLeast(MANY, "ADDRESS", "TARGET");
                return api.post("aliases", Json.createObjectBuilder().add("address", all.get(0))
                        .add("targets", Json.createArrayBuilder(all.subList(1, all.size()))).build());
            case "list":
                return api.all("aliases" + ofDomain(words));
            case "remove":
                return api.delete("aliases/" + address(words));
            default:
                throw unknown(verb);
        }
    }

    private JsonObject shared(String verb, Words words) throws Failed {
        switch (verb) {
            case "add":
                List<String> both = words.exactly("DOMAIN", "FOLDER");
                return api.post("shared-folders", folder(both).build());
            case "list":
                return api.all("shared-folders?domain=" + Api.part(words.exactly("DOMAIN").get(0)));
            case "allow":
                List<String> all = words.atLeast(4, "DOMAIN", "FOLDER", "ADDRESS");
                return api.post("shared-folders/access", folder(all).add("identifier", all.get(2))
                        .add("rights", all.size() > 3 ? all.get(3) : "").build());
            case "remove":
                List<String> gone = words.exactly("DOMAIN", "FOLDER");
                return api.delete("shared-folders?domain=" + Api.part(gone.get(0)) + "&name=" + Api.part(gone.get(1)));
            default:
                throw unknown(verb);
        }
    }

    private JsonObject expunged(String verb, Words words) throws Failed {
        List<String> all = words.atLeast(MANY, "ADDRESS");
        List<String> ids = all.subList(1, all.size());
        String path = "accounts/" + Api.part(all.get(0)) + "/expunged";
        return switch (verb) {
            case "list" -> api.all(path);
            case "restore" -> api.post(path, Json.createObjectBuilder()
                    .add("ids", Json.createArrayBuilder(ids)).build());
            case "purge" -> api.delete(path + (ids.isEmpty() ? "" : "?id=" + String.join("&id=",
                    ids.stream().map(Api::part).toList())));
            default -> throw unknown(verb);
        };
    }

    private static JsonObjectBuilder folder(List<String> words) {
        return Json.createObjectBuilder().add("domain", words.get(0)).add("name", words.get(1));
    }

    private JsonObject list(String verb, Words words) throws Failed {
        switch (verb) {
            case "add":
                return api.post("lists", settings(words).add("address", words.exactly("ADDRESS").get(0)).build());
            case "change":
                return api.patch("lists/" + address(words), settings(words).build());
            case "list":
                return api.all("lists" + ofDomain(words));
            case "show":
                return api.get("lists/" + address(words));
            case "remove":
                return api.delete("lists/" + address(words));
            case "members":
                return api.all("lists/" + address(words) + "/members");
            case "import":
                List<String> both = words.exactly("ADDRESS", "FILE");
                return load(both.get(0), Path.of(both.get(1)));
            default:
                throw unknown(verb);
        }
    }

    /** What the options say a list is to be. */
    private static JsonObjectBuilder settings(Words words) throws Failed {
        JsonObjectBuilder list = Json.createObjectBuilder();
        if (!words.options("owner").isEmpty()) {
            list.add("owners", Json.createArrayBuilder(words.options("owner")));
        }
        Optional<String> open = words.option("open");
        if (open.isPresent() && !Set.of("yes", "no").contains(open.get())) {
            throw new Failed(Failed.USAGE, "--open is yes or no");
        }
        open.ifPresent(yes -> list.add("open", yes.equals("yes")));
        words.option("post").ifPresent(who -> list.add("post", who));
        words.option("name").ifPresent(name -> list.add("name", name));
        words.option("language").ifPresent(code -> list.add("language", code));
        words.option("prefix").ifPresent(text -> list.add("subjectPrefix", text));
        words.option("copies").ifPresent(copies -> list.add("copies", copies));
        return list;
    }

    private JsonObject load(String list, Path file) throws Failed {
        try {
            return api.call("POST", "lists/" + Api.part(list) + "/members", "text/csv", BodyPublishers.ofFile(file));
        } catch (FileNotFoundException e) {
            throw new Failed(Failed.USAGE, "cannot read " + file);
        }
    }

    private JsonObject certificate(String verb, Words words) throws Failed {
        switch (verb) {
            case "list":
                words.exactly();
                return api.all("certificates");
            case "renew":
                return api.post("certificates/" + Api.part(words.exactly("NAME").get(0)) + "/renew",
                        JsonObject.EMPTY_JSON_OBJECT);
            default:
                throw unknown(verb);
        }
    }

    private JsonObject queue(String verb, Words words) throws Failed {
        if (verb.equals("list")) {
            List<String> text = words.atLeast(1);
            return api.all(text.isEmpty() ? "queue" : "queue?q=" + Api.part(text.get(0)));
        }
        if (!Set.of("retry", "hold", "release", "cancel").contains(verb)) {
            throw unknown(verb);
        }
        List<String> both = words.atLeast(2, "ID");
        String query = both.size() > 1 ? "?recipient=" + Api.part(both.get(1)) : "";
        String message = "queue/" + Api.part(both.get(0));
        return verb.equals("cancel") ? api.delete(message + query)
                : api.call("POST", message + "/" + verb + query, Api.JSON, BodyPublishers.noBody());
    }

    private JsonObject message(String verb, Words words) throws Failed {
        if (!verb.equals("trace")) {
            throw unknown(verb);
        }
        return api.get("messages/" + Api.part(words.exactly("ID").get(0)));
    }

    private JsonObject index(String verb, Words words) throws Failed {
        words.exactly();
        return switch (verb) {
            case "show" -> api.get("search-index");
            case "rebuild" -> api.call("POST", "search-index/rebuild", Api.JSON, BodyPublishers.noBody());
            default -> throw unknown(verb);
        };
    }

    private static String address(Words words) throws Failed {
        return Api.part(words.exactly("ADDRESS").get(0));
    }

    private static String ofDomain(Words words) throws Failed {
        List<String> domain = words.atLeast(1);
        return domain.isEmpty() ? "" : "?domain=" + Api.part(domain.get(0));
    }

    private static Failed unknown(String word) {
        return new Failed(Failed.USAGE, "there is no command " + word);
    }
}
