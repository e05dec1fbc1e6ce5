package org.mercurymail.web.api;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;

/** The first version of the REST interface. Its classes are named here, so that nothing has to look for them. */
@ApplicationPath("api/v1")
public class ApiV1 extends Application {

    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(BasicLogin.class, ProblemMapper.class, StatusResource.class);
    }
}
