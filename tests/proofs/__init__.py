"""Proofs about the whole house at once: who may reach what, what crosses, what is left behind."""
