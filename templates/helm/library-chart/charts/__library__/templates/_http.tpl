<%= header() %>
<%= library.http | safe %>
