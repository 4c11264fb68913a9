<%= header() %>

// Nobody imports a service: this need not be where it lives, but what it is called reads well in a profile.
module <%= (repository.host | split(":") | first) ~ "/" ~ repository.path %>

// The oldest version that can build it. Which one does is said by the Dockerfile and the pipeline.
go 1.26
