<%= header() %>
<%= library.worker | safe %>
