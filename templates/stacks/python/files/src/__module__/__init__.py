<%= header() %>
