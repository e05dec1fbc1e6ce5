/**
 * Where applications leave messages and go on: files in a watched directory, messages of the queue
 * {@code mercury.maildrop}. Each becomes one {@link org.mercurymail.intake.Submission}, exactly once.
 */
package org.mercurymail.maildrop;
