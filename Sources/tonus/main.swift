print("tonus")
