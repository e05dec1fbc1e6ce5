/** What DNS says about where a domain takes its mail. The only user of the DNS library. */
package org.mercurymail.dns;
