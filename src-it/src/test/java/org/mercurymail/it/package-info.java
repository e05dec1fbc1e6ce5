/**
 * What runs against a whole server: black-box dialogues on real ports, kills under load, the archives on Payara Micro
 * and the EAR on Payara Server. Knows Mercury only by its launcher, its configuration and its ports; the helpers here
 * ({@link org.mercurymail.it.MercuryServer}, {@link org.mercurymail.it.LineClient}, {@link org.mercurymail.it.Sink})
 * share no line of code with the server, so that both cannot be wrong in the same way.
 */
package org.mercurymail.it;
