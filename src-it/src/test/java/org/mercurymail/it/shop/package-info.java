/**
 * An application of somebody else's, deployed beside Mercury: it writes into its own database and sends mail, in one
 * transaction. What docs/maildrop.md says about such applications is here as code.
 */
package org.mercurymail.it.shop;
