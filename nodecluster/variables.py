"""Clinical variables: the columns of a patients table that the tool gives no meaning to, and what kind each is."""
