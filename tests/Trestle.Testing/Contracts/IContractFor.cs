namespace Trestle.Testing.Contracts;

/// <summary>
/// Names the implementations that a contract class tests. The suite asks every contract class for them, and fails when an
/// implementation of an extension point is held to no contract.
/// </summary>
/// <typeparam name="T">The extension point, such as <c>IExpectation</c>.</typeparam>
public interface IContractFor<out T>
{
    /// <summary>The implementations under test.</summary>
    IEnumerable<T> Subjects { get; }
}
