/**
 * What an administrator may set. {@code META-INF/microprofile-config.properties} is the one table of keys, defaults and
 * their meaning; {@link org.mercurymail.config.Settings} is what the rest of Mercury reads, typed and checked once.
 */
package org.mercurymail.config;
