package org.mercurymail.lists;

import java.util.List;
import java.util.Optional;

/** What is to change of a list; what is empty stays. The texts are those of {@link NewList}. */
public record ListPatch(Optional<String> name, Optional<String> post, Optional<Boolean> open,
        Optional<String> language, Optional<String> subjectPrefix,
        Optional<String> copies, Optional<List<String>> owners) { }
