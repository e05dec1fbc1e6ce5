/**
 * What runs before the container: it looks at the machine and the configuration, says in one line what is unfit, and
 * starts Payara Micro with Mercury's three archives. It knows nothing of mail.
 */
package org.mercurymail.launch;
