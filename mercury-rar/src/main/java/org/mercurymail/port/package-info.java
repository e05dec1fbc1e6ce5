/**
 * The doors between the wire and the application: typed listener interfaces that message-driven beans implement, the
 * connection factory that the application sends through, and the values that pass. The resource adapter calls, the
 * application decides. Nothing here knows Netty, the connector API or the store.
 */
package org.mercurymail.port;
