/** The pages of lists for whoever follows a link of their mails: subscribe, confirm, leave. Nobody logs in here. */
package org.mercurymail.web.lists;
