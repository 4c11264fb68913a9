<%= header() %>

using Service;

return await Server.Run(Routes.Map, Environment.GetEnvironmentVariable("PORT"));
