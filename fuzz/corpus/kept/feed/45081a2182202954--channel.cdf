<CHANNEL HREF="http://www.cdf.example/index.html" LASTMOD="2000-01-31T10:00"><TITLE>CDF</TITLE><ABSTRACT>abstract</ABSTRACT><LOGO HREF="l.gif" STYLE="ICON"/><SCHEDULE><INTERVALTIME DAY="1"/></SCHEDULE>
<ITEM HREF="a.html" LASTMOD="2000-01-30"><TITLE>Item</TITLE><ABSTRACT>about</ABSTRACT></j.example/f.json", "language": "en", "authors": [{"nameITEM></CHANNEL>
