/**
 * What is seen in a browser or by a script: pages in Faces ({@code login}, {@code mail}) and resources in JAX-RS
 * ({@code api}). Everything is asked of the services of mercury-ejb, which answer with records; nothing here knows the
 * store.
 */
package org.mercurymail.web;
