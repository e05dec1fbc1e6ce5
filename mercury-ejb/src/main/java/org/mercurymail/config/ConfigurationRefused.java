package org.mercurymail.config;

/** A configuration that cannot be used: the message is one line, names the key and the value, and is for people. */
public final class ConfigurationRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ConfigurationRefused(String line) {
        super(line);
    }
}
