/**
 * The one way in: {@link org.mercurymail.intake.Submission} makes a message durable, whoever hands it over;
 * {@link org.mercurymail.intake.SmtpIntake} stands behind the doors of SMTP and LMTP and decides who may hand over what.
 */
package org.mercurymail.intake;
