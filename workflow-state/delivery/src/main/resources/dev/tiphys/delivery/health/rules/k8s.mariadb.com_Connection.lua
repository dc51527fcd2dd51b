return mariadb()
