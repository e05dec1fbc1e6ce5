/**
 * Distribution lists: who belongs to one and who may post ({@link org.mercurymail.lists.ListService}), how people come
 * and go by themselves ({@link org.mercurymail.lists.Subscriptions}), and what becomes of mail to a list's addresses
 * ({@code Postings}).
 */
package org.mercurymail.lists;
