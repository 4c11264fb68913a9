<%= header() %>
<%= library.job | safe %>
