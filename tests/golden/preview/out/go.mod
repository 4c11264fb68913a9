// Written once by Blip; from here on it is yours.

// Nobody imports a service: this need not be where it lives, but what it is called reads well in a profile.
module gitlab.com/acme/shop/basket

// The oldest version that can build it. Which one does is said by the Dockerfile and the pipeline.
go 1.26
