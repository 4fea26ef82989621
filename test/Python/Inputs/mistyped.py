import luge
import torch

luge.optim.Adam(luge.nn.Linear(2, 2).parameters(), lr="fast")
luge.train_step(3, torch.nn.MSELoss(), torch.optim.SGD([torch.zeros(2)]))
