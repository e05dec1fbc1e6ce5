package org.mercurymail.web.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The first version of the REST interface. Its classes are named here, so that nothing has to look for them. */
@ApplicationPath("api/v1")
public class ApiV1 extends Application {

    /** In the order in which people read of them. */
    static final List<Class<?>> RESOURCES = List.of(DomainsResource.class, AccountsResource.class,
            PasswordsResource.class, ExpungedResource.class, AliasesResource.class, DevicesResource.class,
            SharedFoldersResource.class, ListsResource.class, MembersResource.class, MessagesResource.class,
            QueueResource.class, CollectorsResource.class, CertificatesResource.class, AuditResource.class,
            SearchIndexResource.class, StatusResource.class, DescriptionResource.class);

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> all = new HashSet<>(RESOURCES);
        all.addAll(List.of(BasicLogin.class, ProblemMapper.class, JsonWishes.class, JsonAnswers.class));
        return all;
    }
}
