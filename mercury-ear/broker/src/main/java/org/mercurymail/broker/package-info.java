/**
 * The JMS broker: Artemis, started and stopped with a resource adapter of its own, its journal in Mercury's data
 * directory. Applications see only {@code jakarta.jms}.
 */
package org.mercurymail.broker;
