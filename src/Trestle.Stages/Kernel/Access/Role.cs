namespace Trestle.Stages.Kernel.Access;

/// <summary>What a key may do; each role may do what the ones before it may.</summary>
public enum Role
{
    /// <summary>Views everything, and asks for predictions.</summary>
    Viewer,

    /// <summary>Starts and cancels runs, and sends labels.</summary>
    Editor,

    /// <summary>Decides what is in service: promotes, deploys, rolls back, retires.</summary>
    Approver,

    /// <summary>Makes and revokes keys.</summary>
    Admin,
}
