/**
 * The command line: {@code ./mercury domain add firm.test} and its like, each one or a few calls of REST. Runs in a
 * process of its own beside the server, knows nothing of it but its address, and starts in less than a second.
 */
package org.mercurymail.command;
